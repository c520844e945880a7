"""Teaching the instant painter."""
