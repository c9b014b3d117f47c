"""What the shell needs to open without a network: every file of it, so that the service worker can put them by."""

ICON_SIZES = (192, 512)

FILES = (
    "kit/css/kit.css",
    "kit/icons.svg",
    "kit/favicon.svg",
    "kit/vendor/atkinson-hyperlegible-next-latin.woff2",
    "kit/vendor/bricolage-grotesque-latin.woff2",
    "kit/vendor/idb.js",
    "kit/js/page.js",
    "kit/js/copy-words.js",
    "kit/js/live-search.js",
    "kit/js/look-again.js",
    "kit/js/print-page.js",
    "kit/js/unwritten.js",
    "kit/js/words-in-link.js",
    "kit/js/zone-guess.js",
    "field/card.js",
    "field/cards.js",
    "field/chosen.js",
    "field/debrief.js",
    "field/elsewhere.js",
    "field/prepare.js",
    "field/report.js",
    "field/saying.js",
    "field/send.js",
    "field/shell.js",
    "field/store.js",
    "field/tapped.js",
    "field/vault.js",
    "field/walk.js",
)
