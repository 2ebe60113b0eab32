"""Who pays what, read out of a result: tables, and words that say why."""
