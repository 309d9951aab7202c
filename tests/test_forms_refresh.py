"""The forms that a community has follow its products."""

import pytest

from storywall.forms.github import FOLDER

NEW = ("new", "product", "--yes", "--set", "name=Sill planter")
TABLE = "product_handle,rating,title,body,review_date,reviewer_name\nsill-planter,5,Deep,Holds two.,2026-03-01,Ada\n"
STATED = ("incentive=none", "relationship=unknown", "consent.scopes=site", "consent.date=2026-03-01", "consent.basis=Its terms allow it")


@pytest.fixture
def command(run, community):
    def call(*arguments):
        done = run(*arguments, cwd=community.root)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return call


def is_offered(community, name):
    return f"- {name}\n" in community.read(f"{FOLDER}/review.yml")


def test_a_new_product_is_offered_at_once(command, community):
    command("forms", "github", "--write")
    assert not is_offered(community, "Sill planter")
    assert "issue forms" in command(*NEW)
    assert is_offered(community, "Sill planter")
    assert "form-outdated" not in community.codes()


def test_a_product_that_an_import_made_is_offered_at_once(command, community):
    command("forms", "github", "--write")
    (community.root / "reviews.csv").write_text(TABLE, "utf-8")
    command("import", "csv", "reviews.csv", "--create", "products", *(word for each in STATED for word in ("--set", each)))
    assert is_offered(community, "sill-planter")  # as it is called until somebody names it


def test_who_has_no_forms_gets_none(command, community):
    assert "issue forms" not in command(*NEW)
    assert not (community.root / FOLDER).exists()


def test_a_form_of_ones_own_stays_as_it_is(command, community):
    own = community.root / FOLDER / "bug.yml"
    own.parent.mkdir(parents=True)
    own.write_text("name: A bug\n", "utf-8")
    command(*NEW)
    assert [path.name for path in own.parent.iterdir()] == ["bug.yml"]
    assert own.read_text("utf-8") == "name: A bug\n"
