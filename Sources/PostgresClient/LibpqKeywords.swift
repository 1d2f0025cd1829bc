import CLibpq

/// The keywords that this libpq knows. It refuses to dial with another; what came with a later one is left out.
enum LibpqKeywords {
    /// An empty string sets none, and brings them all.
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

    /// `parameters` without those of a later libpq. Any other that is not known is a mistake, and libpq says so.
    static func known(among parameters: [(keyword: String, value: String)]) -> [(keyword: String, value: String)] {
        parameters.filter { all.contains($0.keyword) || !later.contains($0.keyword) }
    }
}
