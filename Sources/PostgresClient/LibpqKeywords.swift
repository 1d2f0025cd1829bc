import CLibpq

/// The keywords that this libpq knows. It refuses to connect with any other, so those of later releases are left out.
enum LibpqKeywords {
    /// All keywords; parsing an empty string sets none and lists them all.
    private static let all: Set<String> = {
        guard let options = PQconninfoParse("", nil) else { return [] }
        defer { PQconninfoFree(options) }
        var keywords: Set<String> = []
        var option = options
        while let keyword = option.pointee.keyword {
            keywords.insert(String(cString: keyword))
            option += 1
        }
        return keywords
    }()

    private static let later = ["sslcertmode", "sslnegotiation"]

    /// `parameters` without those of later releases. Any other unknown keyword is a mistake, which libpq reports.
    static func known(among parameters: [(keyword: String, value: String)]) -> [(keyword: String, value: String)] {
        parameters.filter { all.contains($0.keyword) || !later.contains($0.keyword) }
    }
}
