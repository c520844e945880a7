"""Networks of our own: the instant painter and the face finder."""
