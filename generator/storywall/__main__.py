"""`python -m storywall` is the command line."""

from storywall.cli import main

if __name__ == "__main__":
    main()
