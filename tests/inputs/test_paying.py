"""Ways to pay and options that do not fit are said with their place and what to do, and nothing gives a traceback."""
