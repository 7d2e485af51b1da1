"""The ways in which the course reaches people, tried as they are used; `make reach` runs them."""
