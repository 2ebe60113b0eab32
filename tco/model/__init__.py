"""The arithmetic: functions that build blocks of rows from the forms. No number is computed here."""
