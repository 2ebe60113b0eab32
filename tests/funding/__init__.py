"""Who pays: cases worked by hand, findings, and the workbook typed over."""
