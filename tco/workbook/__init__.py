"""The print shop: a plan as an Excel workbook, written and read back. The only room that knows a cell."""
