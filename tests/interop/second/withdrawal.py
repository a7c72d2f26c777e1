# SPDX-License-Identifier: ISC
"""Withdrawals: FORMATS 12.3."""
import re

import ed25519
from basics import need, sha256

RECORD = 160


def signed_bytes(campaign_key, mailbox):
    return b"testimony-withdraw-1\n" + campaign_key + mailbox


class Withdrawal:
    def __init__(self, mailbox, author, signature, week=0):
        self.mailbox, self.author, self.signature, self.week = mailbox, author, signature, week

    def record(self):
        return self.mailbox + self.author + self.signature + self.week.to_bytes(4, "big") + bytes(28)

    def field(self):
        return self.author.hex() + " " + self.signature.hex()

    def verify(self, campaign_key):
        need(sha256(self.author) == self.mailbox, "withdrawal: by another author")
        need(ed25519.verify(self.author, self.signature, signed_bytes(campaign_key, self.mailbox)),
             "withdrawal: the signature does not hold")


def make(seed, campaign_key, week=0):
    author = ed25519.public_of(seed)
    mailbox = sha256(author)
    return Withdrawal(mailbox, author, ed25519.sign(seed, signed_bytes(campaign_key, mailbox)), week)


def read_record(data):
    need(len(data) == RECORD and data[132:] == bytes(28), "withdrawal: record")
    return Withdrawal(data[:32], data[32:64], data[64:128], int.from_bytes(data[128:132], "big"))


def read_field(text, mailbox=bytes(32)):
    found = re.fullmatch("([0-9a-f]{64}) ([0-9a-f]{128})", text)
    need(found, "withdrawal: field")
    return Withdrawal(mailbox, bytes.fromhex(found[1]), bytes.fromhex(found[2]))
