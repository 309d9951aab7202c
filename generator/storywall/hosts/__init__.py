"""Git hosts: what is asked of their APIs, and how texts of strangers are shown there so that they do nothing."""

from storywall.hosts.github import GitHub
from storywall.hosts.transport import Api, HostError, from_environment

__all__ = ["Api", "GitHub", "HostError", "from_environment"]
