"""What people send through a git host's issue forms: from an event to a pull request that an editor decides on."""
