"""What the reference finds in small pages; each row is a sentence of the HTML or URL standard."""

import unittest

import links
import urls

PAGE = "http://h.test/dir/page.html"

LINKS = [
    ('<a href="x">', {("http://h.test/dir/x", 1, 0): 1}),
    ('<a href="x#1"><A HREF=" x#2 ">', {("http://h.test/dir/x", 1, 0): 2}),
    ('<a href>', {(PAGE, 1, 0): 1}),
    ('<a>', {}),
    ('<a href="mailto:a@b"><a href="javascript:0"><a href="http://">', {}),
    ('<a href="?a=1&amp;b=2">', {(PAGE + "?a=1&b=2", 1, 0): 1}),
    ('<a rel="NoFollow ugc other sponsored external" href="/">', {("http://h.test/", 1, 15): 1}),
    ('<svg><a xlink:href="s"></a></svg>', {("http://h.test/dir/s", 1, 0): 1}),
    ('<map><area href="..">', {("http://h.test/", 2, 0): 1}),
    ('<iframe src="i">', {("http://h.test/dir/i", 4, 0): 1}),
    ('<meta http-equiv="Refresh" content="5; URL=\'r\'">', {("http://h.test/dir/r", 5, 0): 1}),
    ('<meta http-equiv="refresh" content="5">', {}),
    ('<link rel=canonical href="c">', {("http://h.test/dir/c", 6, 0): 1}),
    ('<link rel=next href="n"><link rel=prev href="p"><link rel=previous href="q">', {
        ("http://h.test/dir/n", 7, 0): 1,
        ("http://h.test/dir/p", 8, 0): 1,
        ("http://h.test/dir/q", 8, 0): 1,
    }),
    ('<link rel="alternate" href="f"><link rel="search" href="s">', {
        ("http://h.test/dir/f", 9, 0): 1,
    }),
    ('<link rel="stylesheet next" href="z">', {
        ("http://h.test/dir/z", 7, 0): 1,
        ("http://h.test/dir/z", 10, 0): 1,
    }),
    ('<link rel="shortcut icon" href="i">', {("http://h.test/dir/i", 11, 0): 1}),
    ('<img src="m"><script src="j"></script>', {
        ("http://h.test/dir/m", 12, 0): 1,
        ("http://h.test/dir/j", 13, 0): 1,
    }),
    ('<img src=""><script src></script><iframe src=""></iframe><link rel=next href="">', {}),
    ('<form method=dialog action="f"></form>', {}),
    ('<form action="f"></form><form method=post action="g"></form><form></form>', {
        ("http://h.test/dir/f", 14, 0): 1,
        ("http://h.test/dir/g", 15, 0): 1,
        (PAGE, 14, 0): 1,
    }),
    ('<base href="/other/"><base href="/no/"><a href="x">', {("http://h.test/other/x", 1, 0): 1}),
    ('<base href="data:,x"><a href="x">', {("http://h.test/dir/x", 1, 0): 1}),
    ('<!-- <a href="x"> --><script>"<a href=x>"</script>', {}),
    ('<a href="x" href="y">', {("http://h.test/dir/x", 1, 0): 1}),
    ('<a xlink:href="x">', {}),
    ('<link rel="alternate stylesheet" href="z">', {("http://h.test/dir/z", 10, 0): 1}),
    ('<img srcset="a 1x, b (x, y) 2x,c"><video src="v" poster="p" rel="nofollow"></video>', {
        ("http://h.test/dir/a", 12, 0): 1,
        ("http://h.test/dir/b", 12, 0): 1,
        ("http://h.test/dir/c", 12, 0): 1,
        ("http://h.test/dir/v", 19, 0): 1,
        ("http://h.test/dir/p", 12, 0): 1,
    }),
    ('<audio><source src="s"><track src="t"></audio><object data="o"></object><embed src="e">', {
        ("http://h.test/dir/s", 19, 0): 1,
        ("http://h.test/dir/t", 19, 0): 1,
        ("http://h.test/dir/o", 19, 0): 1,
        ("http://h.test/dir/e", 19, 0): 1,
    }),
    ('<input type=image src="i"><input src="j"><svg><image href="k"/><use href="#u"/></svg>', {
        ("http://h.test/dir/i", 12, 0): 1,
        ("http://h.test/dir/k", 12, 0): 1,
    }),
    ('<svg><area href="x"/><iframe src="y"/></svg>', {}),
]

URLS = [
    ("HTTP://EXAMPLE.org:80", "http://example.org/"),
    ("//e.test/a/./b/../c", "http://e.test/a/c"),
    ("?", PAGE),
    ("x?#f", "http://h.test/dir/x"),
    ("%7euser/%c3%a9", "http://h.test/dir/~user/%C3%A9"),
    ("a b", "http://h.test/dir/a%20b"),
    ("?q=%2f%41", PAGE + "?q=%2FA"),
    ("é", "http://h.test/dir/%C3%A9"),
    ("ftp://e.test/", None),
    ("http://[/", None),
]


class LinksTest(unittest.TestCase):
    def test_links(self):
        for markup, wanted in LINKS:
            with self.subTest(markup):
                self.assertEqual(dict(links.links_of(PAGE, f"<!doctype html>{markup}")), wanted)

    def test_frame(self):
        found = links.links_of(PAGE, "<html><frameset><frame src=f></frameset></html>")
        self.assertEqual(dict(found), {("http://h.test/dir/f", 3, 0): 1})

    def test_urls(self):
        for reference, wanted in URLS:
            with self.subTest(reference):
                self.assertEqual(urls.resolve(reference, PAGE), wanted)

    def test_origin(self):
        self.assertEqual(urls.origin("http://h.test:81/a?b"), "http://h.test:81")
        self.assertEqual(urls.origin("http://h.test"), "http://h.test")
