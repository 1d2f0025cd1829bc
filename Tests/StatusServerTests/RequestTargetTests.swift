import StatusServer
import Testing

@Suite("Request targets")
struct RequestTargetTests {
    @Test(
        "a request target is split and percent-decoded by bytes",
        arguments: [
            ("/readyz", "/readyz", []), ("/a?", "/a", []), ("", "", []), ("/a?b?c", "/a", [QueryItem("b?c")]),
            ("/a?\u{301}b", "/a", [QueryItem("\u{301}b")]),
            (
                "/a?x=1&\u{301}&y=\u{301}z=", "/a",
                [QueryItem("x", "1"), QueryItem("\u{301}"), QueryItem("y", "\u{301}z=")]
            ),
            ("/a?%26=a+b%2&&=", "/a", [QueryItem("&", "a b%2"), QueryItem("", "")]),
        ])
    func cut(text: String, path: String, query: [QueryItem]) {
        let target = RequestTarget(text)
        #expect(target.path == path)
        #expect(target.query == query)
    }

    @Test(
        "a query item is encoded so that it is decoded to the same item",
        arguments: [
            QueryItem("warning", "@~:10.5"), QueryItem("critical", "lag [fdaa::1]:5432=-1:2"), QueryItem("verbose"),
            QueryItem("a+b", "c&d=e %41 +\u{e9}\n"), QueryItem("empty", ""),
        ])
    func items(item: QueryItem) {
        #expect(RequestTarget("/v1/checks/lag?\(item.text)&x").query == [item, QueryItem("x")])
        #expect(item.text.utf8.allSatisfy { $0 > 32 && $0 < 127 })
    }
}
