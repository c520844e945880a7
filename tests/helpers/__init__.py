"""What the tests of several rooms share: clients of the playground, harnesses, pictures."""
