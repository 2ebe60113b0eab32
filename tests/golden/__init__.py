"""Golden cases: published or worked by hand, each a plan that is run from load to ledger."""
