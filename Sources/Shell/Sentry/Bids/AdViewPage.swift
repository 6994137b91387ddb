// This source file is part of the Outpace project. License: see LICENSE.

import Cryptography
import Primitives

/// A page that plays AdView: it pulls bids for a publisher, shows an ad, and posts the impression
/// to the validators of the channel, as the code on a publisher's site does.
///
/// All of it is in one document. Whatever comes from a channel or a validator is put in as text,
/// and the browser is told to run nothing but the script that stands here. The referrer is
/// withheld: nodes refuse events from local pages.
enum AdViewPage {
    /// The answer, with the headers that say what the page may do.
    ///
    /// - Parameter api: the address of an API that the page offers to ask; empty for none.
    static func reply(offering api: String) -> APIReply {
        var reply = APIReply(contentType: "text/html; charset=utf-8", text: html(offering: api))
        reply.headers = [
            ("Content-Security-Policy", policy),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-cache"),
        ]
        return reply
    }

    /// Nodes and validators may be anywhere, so the page may ask any address of the web; pictures
    /// come from ads, on demand and encrypted. Nothing else is allowed.
    private static let policy = [
        "default-src 'none'",
        "script-src '\(digest(of: script))'",
        "style-src '\(digest(of: style))'",
        "connect-src http: https:",
        "img-src https:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ].joined(separator: "; ")

    /// The name of an inline script or style in a policy.
    private static func digest(of text: String) -> String {
        "sha256-\(Base64.encode(SHA256.hash(Bytes(text.utf8)).bytes))"
    }

    private static func html(offering api: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>AdView – Outpace</title>
        <style>\(style)</style>
        </head>
        <body>
        \(body(offering: api))
        <script>\(script)</script>
        </body>
        </html>

        """
    }

    private static func body(offering api: String) -> String {
        """
        <main>
        <h1>AdView</h1>
        <p>Pulls bids from a node, shows the best ad, and posts the impression to every validator of
        its channel.</p>
        <form id="ask">
        <label for="api">Address of the node's API</label>
        <input id="api" type="url" required value="\(attribute(api))">
        <label for="publisher">Publisher</label>
        <input id="publisher" required pattern="0x[0-9a-fA-F]{40}" spellcheck="false"
        autocomplete="off" aria-describedby="publisher-hint">
        <p class="hint" id="publisher-hint">Who is paid: 0x and 40 hexadecimal digits.</p>
        <label for="tags">Tags of the user</label>
        <input id="tags" autocomplete="off" aria-describedby="tags-hint">
        <p class="hint" id="tags-hint">Joined by commas; none: every ad matches in full.</p>
        <label for="top">Number of bids</label>
        <input id="top" type="number" min="1" max="100" value="10" required>
        <button id="go" type="submit">Show an ad</button>
        </form>
        <p id="status" role="status"></p>
        <section id="ad" aria-labelledby="ad-title" hidden>
        <h2 id="ad-title"></h2>
        <div id="ad-body"></div>
        </section>
        <section id="answers" aria-labelledby="answers-title" hidden>
        <h2 id="answers-title">What the validators answered</h2>
        <ul id="answer-list"></ul>
        </section>
        <section id="bids" hidden>
        <h2 id="bids-title">Bids</h2>
        <div class="wide" tabindex="0" role="region" aria-labelledby="bids-title">
        <table>
        <thead><tr><th scope="col">Ad</th><th scope="col">Price of 1000</th>
        <th scope="col">Match</th><th scope="col">One pays</th><th scope="col">Choose</th></tr></thead>
        <tbody id="bid-rows"></tbody>
        </table>
        </div>
        </section>
        </main>
        """
    }

    /// Text as the value of an attribute.
    private static func attribute(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
            .replacing("<", with: "&lt;")
    }
}
