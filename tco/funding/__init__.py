"""Who pays: sources of funds and the order in which they are used."""
