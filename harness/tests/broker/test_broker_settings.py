"""Which broker, and as whom: what the standard variables say.

- a name and a password, a token, or neither; from variables or from the address
- an address that is none, and variables that contradict each other, are refused in words
- a secret is shown nowhere: not in repr, not in a message, not in what is masked
"""

from base64 import b64decode

import pytest

from pact_harness.broker.settings import Broker, BrokerError

URL, USERNAME, PASSWORD, TOKEN = (f"PACT_BROKER_{name}" for name in ("BASE_URL", "USERNAME", "PASSWORD", "TOKEN"))
HERE = {URL: "https://broker.example.com"}


def test_the_address_alone() -> None:
    broker = Broker.from_environment({URL: " https://broker.example.com/ "})
    assert broker == Broker("https://broker.example.com")
    assert broker.authorization == {}


def test_a_name_and_a_password() -> None:
    broker = Broker.from_environment({**HERE, USERNAME: "sam", PASSWORD: "s3cret-word"})
    scheme, _, credentials = broker.authorization["Authorization"].partition(" ")
    assert (scheme, b64decode(credentials)) == ("Basic", b"sam:s3cret-word")


def test_a_token() -> None:
    broker = Broker.from_environment({**HERE, TOKEN: "t0ken"})
    assert broker.authorization == {"Authorization": "Bearer t0ken"}


def test_a_name_and_a_password_in_the_address_are_taken_out_of_it() -> None:
    broker = Broker.from_environment({URL: "http://sam:s%40cret%2Fword@127.0.0.1:9292/pact/"})
    assert broker == Broker("http://127.0.0.1:9292/pact", "sam", "s@cret/word")


def test_the_variables_win_over_the_address() -> None:
    broker = Broker.from_environment({URL: "http://a:b@127.0.0.1:9292", USERNAME: "sam", PASSWORD: "s3cret-word"})
    assert broker == Broker("http://127.0.0.1:9292", "sam", "s3cret-word")


@pytest.mark.parametrize("url", ["", "  ", "/"])
def test_no_broker_is_named(url: str) -> None:
    with pytest.raises(BrokerError, match=f"set {URL}, as in {URL}=http://127.0.0.1:9292"):
        Broker.from_environment({URL: url})


@pytest.mark.parametrize(
    "url", ["broker.example.com", "ftp://broker.example.com", "http://", "file:///etc", "http://[::1", "http://a:b"]
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(BrokerError, match=f"{URL} must be an address"):
        Broker.from_environment({URL: url})


def test_an_address_that_is_none_shows_no_secret() -> None:
    with pytest.raises(BrokerError) as error:
        Broker.from_environment({URL: "ftp://sam:s3cret-word@broker.example.com"})
    assert "s3cret-word" not in str(error.value)


@pytest.mark.parametrize("url", ["https://broker.example.com", "https://sam:s3cret-word@broker.example.com"])
def test_a_token_beside_a_name_is_a_contradiction(url: str) -> None:
    with pytest.raises(BrokerError, match=f"set {TOKEN}, or {USERNAME} and {PASSWORD}, but not both") as error:
        Broker.from_environment({URL: url, USERNAME: "sam", PASSWORD: "s3cret-word", TOKEN: "t0ken"})
    assert "s3cret-word" not in str(error.value)
    assert "t0ken" not in str(error.value)


@pytest.mark.parametrize(
    "broker",
    [Broker("http://here", "sam", "s3cret-word"), Broker("http://here", token="s3cret-word")],
    ids=["password", "token"],
)
def test_no_secret_is_shown(broker: Broker) -> None:
    assert "s3cret-word" not in repr(broker)
    shown = broker.masked(f"refused s3cret-word in {broker.authorization}")
    assert shown.startswith("refused *** in ")
    assert broker.authorization["Authorization"].split()[1] not in shown


def test_a_secret_is_masked_as_an_address_and_json_spell_it() -> None:
    shown = Broker("http://here", "sam", 's@cret"word').masked('"http://sam:s%40cret%22word@here", "s@cret\\"word"')
    assert shown == '"http://sam:***@here", "***"'


def test_nothing_is_masked_where_there_is_no_secret() -> None:
    assert Broker("http://here").masked("all of it") == "all of it"


@pytest.mark.parametrize("name", [PASSWORD, TOKEN])
def test_the_line_end_of_a_file_is_no_part_of_a_secret(name: str) -> None:
    user = {USERNAME: "sam"} if name == PASSWORD else {}
    broker = Broker.from_environment({**HERE, **user, name: " s3cret-word\r\n"})
    assert "s3cret-word" in (broker.password, broker.token)


@pytest.mark.parametrize("name", [PASSWORD, TOKEN])
@pytest.mark.parametrize("character", ["\u20ac", "\u00e9", "\n", "\x00", "\x7f"])
def test_what_no_header_can_carry_is_refused_and_not_shown(name: str, character: str) -> None:
    with pytest.raises(BrokerError, match=f"{name} holds a character that is not visible ASCII") as error:
        Broker.from_environment({**HERE, USERNAME: "sam" if name == PASSWORD else "", name: f"s3cret{character}word"})
    assert "s3cret" not in str(error.value)


def test_what_no_header_can_carry_is_refused_in_an_address_too() -> None:
    with pytest.raises(BrokerError, match=f"{URL} holds a character that is not visible ASCII"):
        Broker.from_environment({URL: "http://sam:s3cret%E2%82%AC@127.0.0.1:9292"})
