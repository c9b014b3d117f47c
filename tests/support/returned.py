"""A delivery status notification, as a mail server sends it back (RFC 3464)."""


def returned(letter, *, action="failed", status="5.1.1", address="amina@example.org", headers_only=False) -> bytes:
    """`letter` is the id of the message that came back; None for a letter that is not ours."""
    named = f"<{letter}@example.org>" if letter else "<20260302.17@mail.example.net>"
    inner = "text/rfc822-headers" if headers_only else "message/rfc822"
    lines = [
        "From: MAILER-DAEMON@mx.example.net",
        "To: organizers@example.org",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"',
        "",
        "--=_b",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "This is the mail system. I am sorry: your message could not be delivered.",
        "",
        "--=_b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.net",
        "Arrival-Date: Mon, 2 Mar 2026 16:00:00 +0000",
        "",
        f"Final-Recipient: rfc822; {address}",
        f"Action: {action}",
        f"Status: {status}",
        "Diagnostic-Code: smtp; 550 no such user here",
        "",
        "--=_b",
        f"Content-Type: {inner}",
        "",
        f"Message-ID: {named}",
        "From: Rosa Marin <organizers@example.org>",
        f"To: {address}",
        "Subject: Our conversation",
        "",
        "" if headers_only else "Dear Amina",
        "",
        "--=_b--",
        "",
    ]
    return "\r\n".join(lines).encode()
