"""A request at a git host: checked as data in a folder of its own, and answered in one comment, where nothing of it is trusted."""
