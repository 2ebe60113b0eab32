"""Laws: what holds for every plan, each with the conditions under which it holds."""
