"""The tests. `bash tests/run` from the top of the checkout runs all of them."""
