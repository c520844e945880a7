"""Networks of our own: the instant painter."""
