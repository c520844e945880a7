"""What people do in the playground."""
