import StatusServer

/// From a request's verb and target to who answers it. What changes something is out of reach over TCP, however it is
/// written.
enum HTTPProperties {
    private static let reads = ["/livez", "/readyz", "/primary", "/v1/status", "/v1/fence", "/metrics"]
    private static let changes = ["/v1/hold", "/v1/release", "/v1/fence", "/v1/fence/adopt", "/v1/handover"]
    private static let table = RouteTable(
        routes: reads.map { path in .get(path) { _ in HTTPResponse(path) } }
            + changes.map { path in .post(path) { _ in HTTPResponse(path) } })

    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        var fields = Fields(bytes)
        let (verb, text) = (fields.next(), fields.next())
        let target = RequestTarget(text)
        let halves = text.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        try expect(target.path.utf8.elementsEqual(halves[0]), "\(text.debugDescription) has the path \(target.path)")
        try checkItems(target.query, of: halves.count == 2 ? Array(halves[1]) : [])
        for origin in [HTTPRequest.Origin.tcp, .control] {
            try check(verb, target.path, origin)
        }
    }

    private static func check(_ verb: String, _ path: String, _ origin: HTTPRequest.Origin) throws(BrokenProperty) {
        switch table.match(verb: verb, path: path, origin: origin) {
        case .handler(let route):
            try expectSame(route.path, path, "the route's path")
            let isRead = ["GET", "HEAD", "OPTIONS"].contains { $0.utf8.elementsEqual(verb.utf8) }
            try expect((route.method == .get) == isRead, "\(verb) leads to \(route.method)")
            try expect(origin == .control || route.method == .get, "\(verb) \(path) changes something over TCP")
        case .refusal(let response):
            try expect((400..<500).contains(response.status), "refused with \(response.status)")
            try expect(response.text.utf8.allSatisfy { $0 < 128 }, "the refusal quotes the request")
            let tellsOfChanges = response.text.contains("POST") || response["Allow"]?.contains("POST") == true
            try expect(origin == .control || !tellsOfChanges, "over TCP it tells of what can't be had there")
        }
    }

    /// Cut and decoded by bytes, as whoever encoded them did.
    private static func checkItems(_ items: [QueryItem], of query: [UInt8]) throws(BrokenProperty) {
        let parts = query.split(separator: UInt8(ascii: "&"))
        try expect(parts.count == items.count, "\(items.count) items of \(parts.count): \(items)")
        for (item, part) in zip(items, parts) {
            let hasValue = part.contains(UInt8(ascii: "="))
            try expect((item.value != nil) == hasValue, "\(item) has a value or not")
            let text = [item.name, item.value].compactMap(\.self).map(encoded).joined(separator: "=")
            let target = RequestTarget("/?\(text)")
            try expect(target.query == [item], "\(item) is read back as \(target.query)")
        }
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return "%" + (digits.utf8.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
