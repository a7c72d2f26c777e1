# SPDX-License-Identifier: ISC
"""What a family's program does: PROTOCOL sections 2 and 3."""
import http.client
import secrets
import urllib.parse

import campaign
import envelope
import proof
import receipt
import reply
import testimony
import age
from basics import need, read_json


class Intake:
    def __init__(self, origin):
        need(campaign.origin_kind(origin) == "loopback", "this client reaches loopback alone")
        self.address = urllib.parse.urlsplit(origin).netloc

    def ask(self, method, path, content=None, fields=None):
        connection = http.client.HTTPConnection(self.address, timeout=30)
        connection.request(method, path, content, fields or {})
        answer = connection.getresponse()
        out = answer.status, answer.read(262145)
        connection.close()
        return out

    def get(self, path, most):
        status, content = self.ask("GET", path)
        need(status == 200 and len(content) <= most, f"{path}: {status}")
        return content

    def campaign(self):
        return self.get("/v1/campaign", campaign.SIZE), self.get("/v1/campaign.minisig", 4096)

    def challenge(self):
        told = read_json(self.get("/v1/challenge", 4096))
        need(isinstance(told, dict) and isinstance(told.get("token"), str), "challenge: token")
        return told["token"], told["bits"]

    def put(self, body, mailbox, path_id=None, its_proof=None):
        its_id = envelope.id_of(body)
        token, bits = self.challenge()
        field = its_proof or proof.write(token, proof.work(token, its_id, bits, secrets.randbits(64)))
        return self.ask("PUT", "/v1/envelopes/" + (path_id or its_id.hex()), body, {
            "Testimony-Mailbox": mailbox.hex(), "Testimony-Proof": field,
            "Content-Type": "application/octet-stream"})[0]


    def check(self, mailbox):
        status, content = self.ask("GET", "/v1/mailbox", fields={"Testimony-Mailbox": mailbox.hex()})
        need(status == 200, f"mailbox: {status}")
        return reply.places(content)

    def withdraw(self, its, mailbox=None):
        return self.ask("DELETE", "/v1/mailbox", fields={
            "Testimony-Mailbox": (mailbox or its.mailbox).hex(), "Testimony-Withdraw": its.field()})[0]


class Family:
    """Nine words, and what is made of them for a campaign."""

    def __init__(self, manifest, campaign_key, text=None):
        self.manifest, self.campaign_key = manifest, campaign_key
        self.text = text or receipt.make(campaign_key)
        self.keys = receipt.Keys(campaign_key, self.text)

    def tell(self, answers_file, kind="testimony", language=None):
        told = testimony.read_and_check(answers_file, self.manifest["form"])
        return testimony.write(kind, self.manifest["serial"], language or told.get("language", "en"),
                               self.keys.reply_to, told["answers"], told["hide"], told["uses"])

    def seal(self, line1, mailbox=None, seed=None, campaign_key=None):
        """The others are for trying what must be refused."""
        return envelope.make(seed or self.keys.author_seed, campaign_key or self.campaign_key,
                             mailbox or self.keys.mailbox, line1, age.read_recipient(self.manifest["recipient"]))
