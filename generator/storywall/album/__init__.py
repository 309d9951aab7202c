"""The photos that a community keeps: `storywall photos add` brings masters into items, `photos stats` says what they weigh."""
