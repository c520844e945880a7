"""Training of the networks that ship: the embedded backbone and the instant painter."""
