import CLibpq

/// A URL or `keyword=value` pairs as libpq itself reads them.
package enum ConnectionText {
    /// The parameters that `text` sets; nil if libpq can't read it. Its own words are left out: they may hold a password.
    package static func parameters(_ text: String) -> [(keyword: String, value: String)]? {
        guard text.contains("=") || text.hasPrefix("postgres://") || text.hasPrefix("postgresql://"),
            let options = PQconninfoParse(text, nil)
        else { return nil }
        defer { PQconninfoFree(options) }
        var parameters: [(keyword: String, value: String)] = []
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                parameters.append((String(cString: keyword), String(cString: value)))
            }
            option += 1
        }
        return parameters
    }
}
