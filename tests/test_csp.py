"""The pages' policy follows from the settings."""

from storywall.csp import content_security_policy, headers_file
from storywall.settings import Settings

NEEDED = {"name": "Table", "brand": "Mugs"}


def test_frames_come_from_the_video_hosts_alone():
    policy = content_security_policy(Settings.model_validate({**NEEDED, "videos": ["films.example.org"]}))
    assert "frame-src https://films.example.org;" in policy
    assert "youtube" not in policy
    assert "frame-src 'none';" in content_security_policy(Settings.model_validate({**NEEDED, "videos": []}))
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy


def test_headers_are_for_the_site_and_not_for_its_neighbours():
    settings = Settings.model_validate(NEEDED)
    assert headers_file(settings, "https://x.example/our table/").data.decode().splitlines()[0] == "/our%20table/*"
    assert headers_file(settings, "").data.decode().splitlines()[:2] == ["/*", f"  Content-Security-Policy: {content_security_policy(settings)}"]
