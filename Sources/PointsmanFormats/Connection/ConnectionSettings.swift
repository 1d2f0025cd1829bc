/// The settings of a connection, by libpq's keywords: from a URL or `keyword=value` pairs first, then from a service
/// file and the environment. As in libpq the last value of a keyword counts.
package struct ConnectionSettings: Sendable {
    private struct Setting: Sendable {
        let keyword: String
        /// Each value is a secret, since the end of a badly encoded password may be in any of them.
        let value: Secret
        /// The place of the value; nil if it is the text itself.
        let origin: String?
    }

    private var settings: [Setting] = []
    /// Names that libpq doesn't know and that are ignored.
    private var passedOver: [String] = []
    private var repeated: [String] = []
    private var isForeign = false
    private var arePairs = false
    private var verifiesNothing = false

    /// Makes empty settings.
    package init() {}

    /// Parses the parameters of libpq, and those of drivers.
    /// - Throws: a sentence that never quotes what may be a secret.
    package init(_ text: some StringProtocol) throws(DatabaseURLError) {
        let bytes = Array(text.utf8)
        guard !bytes.contains(where: { $0 < 9 || (14..<32).contains($0) || $0 == 127 }) else {
            throw DatabaseURLError("it holds a control character")
        }
        if let (scheme, rest) = ConnectionScheme.cut(bytes) {
            isForeign = scheme != .libpq
            try readURL(rest, isJDBC: scheme == .jdbc)
        } else if !bytes.contains(UInt8(ascii: "="))
            || bytes.firstRange(of: Array("://".utf8)) != nil && !isPairs(bytes)
        {
            throw DatabaseURLError("it must begin with postgres:// (postgres://user:password@host:5432/database)")
        } else {
            arePairs = true
            try readPairs(bytes)
        }
    }

    /// The last value of `keyword`; nil if there is none or it is empty.
    subscript(keyword: String) -> String? {
        settings.last { $0.keyword == keyword }.flatMap { $0.value.isEmpty ? nil : $0.value.reveal() }
    }

    /// The keyword with the place of its value, for the beginning of a sentence.
    func place(of keyword: String) -> String {
        settings.last { $0.keyword == keyword }?.origin.map { "\(keyword) (\($0))" } ?? keyword
    }

    /// The service whose file gives the missing settings; nil if none is named.
    package var service: String? { self["service"] }
    package var serviceFile: String? { self["servicefile"] }

    /// The variable of libpq's environment that names a host, or a service that may have one; nil if none does.
    package static func isTold(by environment: [String: String]) -> String? {
        ["PGHOST", "PGHOSTADDR", "PGSERVICE"].first { environment[$0]?.isEmpty == false }
    }

    /// The variables that libpq reads. It turns the last three into settings of each session (PostgreSQL manual,
    /// 34.15).
    package static let variables =
        ConnectionKeyword.all.compactMap(\.variable)
        + ["PGREQUIRESSL", "PGSERVICEFILE", "PGDATESTYLE", "PGTZ", "PGGEQO"]

    /// Takes the settings of a service file's group for keywords that have no value yet.
    package mutating func fill(from group: [(keyword: String, value: String)], of file: String) throws(DatabaseURLError)
    {
        for (keyword, value) in group {
            guard keyword != "service" else { throw DatabaseURLError("a service can't name another") }
            if has(keyword) { continue }
            try take(keyword, value, from: printable(file))
        }
    }

    /// Takes the settings of libpq's variables for keywords that have no value yet.
    package mutating func fill(from environment: [String: String]) throws(DatabaseURLError) {
        for keyword in ConnectionKeyword.all where !has(keyword.name) {
            guard let variable = keyword.variable, let text = environment[variable] else { continue }
            // An editor, echo or a mounted secret may have added a line break.
            let value = String(text.reversed().drop { $0.isNewline }.reversed())
            if !value.isEmpty { try take(keyword.name, value, from: variable) }
        }
        if !has("sslmode"), environment["PGREQUIRESSL"] == "1" { try take("sslmode", "require", from: "PGREQUIRESSL") }
    }

    /// All settings as one libpq URL, for files that must lead to the same server; nil if the given text already is
    /// such a URL.
    /// - Parameter password: a password that was found in a place that such a file can't name; nil for none.
    package func rewritten(with password: Secret?) -> Secret? {
        let isWhole = password == nil || has("password") || has("passfile")
        guard isForeign || arePairs || !isWhole || settings.contains(where: { $0.origin != nil }) else { return nil }
        let written = ConnectionKeyword.all.map(\.name).filter {
            !["dbname", "password", "service", "servicefile"].contains($0)
        }
        var pairs = written.compactMap { name in self[name].map { "\(name)=\(PercentDecoding.encoded($0))" } }
        if let secret = self["password"] ?? (isWhole ? nil : password?.reveal()) {
            pairs.append("password=\(PercentDecoding.encoded(secret))")
        }
        return Secret(
            "postgres:///\(PercentDecoding.encoded(self["dbname"] ?? ""))?\(pairs.joined(separator: "&"))")
    }

    /// The settings with which members are dialled unchanged.
    var dialled: [DatabaseURL.Setting] {
        ConnectionKeyword.all.compactMap { keyword in
            guard case .dialled = keyword.use, let value = self[keyword.name] else { return nil }
            return .init(keyword: keyword.name, value: Secret(value))
        }
    }

    /// Takes one setting. Throws if it can't be honoured.
    /// - Parameter isQuotable: whether an unknown `keyword` may be quoted in an error.
    mutating func take(
        _ keyword: String, _ value: String, from origin: String? = nil, isQuotable: Bool = true
    ) throws(DatabaseURLError) {
        var (keyword, value) = (keyword, value)
        if let mode = try Self.mode(keyword, value) { (keyword, value) = ("sslmode", mode) }
        if keyword == "sslmode", value == "no-verify" {
            value = SSLMode.require.rawValue
            verifiesNothing = true
        }
        guard let known = ConnectionKeyword.named(keyword) else { return try passOver(keyword, isQuotable) }
        if !value.isEmpty, let complaint = known.complaint(about: value) {
            throw DatabaseURLError("the \(keyword)\(origin.map { " (\($0))" } ?? "") \(complaint)")
        }
        if let before = settings.last(where: { $0.keyword == keyword }), before.value.reveal() != value {
            repeated.append(keyword)
        }
        settings.append(Setting(keyword: keyword, value: Secret(value), origin: origin))
    }

    private func has(_ keyword: String) -> Bool { settings.contains { $0.keyword == keyword } }

    /// The sslmode that another keyword stands for; nil if it stands for none.
    private static func mode(_ keyword: String, _ value: String) throws(DatabaseURLError) -> String? {
        switch (keyword, value) {
        // An old keyword of libpq.
        case ("requiressl", "1"), ("ssl", "true"): return "require"
        case ("requiressl", _): return "prefer"
        case ("ssl", "false"), ("ssl", "0"), ("ssl", "off"), ("ssl", "no"), ("ssl", "disable"): return "disable"
        case ("ssl", "1"), ("ssl", "on"), ("ssl", "yes"), ("ssl", "no-verify"): return "require"
        case ("ssl", _):
            guard SSLMode(rawValue: value) != nil else {
                throw DatabaseURLError("the parameter ssl is not understood: write sslmode=require, or another sslmode")
            }
            return value
        default: return nil
        }
    }

    private mutating func passOver(_ name: String, _ isQuotable: Bool) throws(DatabaseURLError) {
        // After a password, any parameter may be the end of it, if an & or a space was not encoded.
        if DriverParameter.listed(name) == nil {
            guard isQuotable else {
                throw DatabaseURLError(
                    "behind the password stands a parameter that is not known; inside a password in a URL & is %26 and = is "
                        + "%3D, and one with white space stands in single quotes outside of a URL")
            }
        }
        if DriverParameter(name) == nil {
            guard !name.isEmpty, name.utf8.allSatisfy({ DatabaseLine.isNameByte($0) || [0x5B, 0x5D].contains($0) })
            else {
                throw DatabaseURLError("a parameter's name is none: name=value&name=value is expected behind the ?")
            }
            if let near = nearest(to: name, among: ConnectionKeyword.all.map(\.name)) {
                throw DatabaseURLError("the parameter \(printable(name)) is not known; did you mean \(near)?")
            }
        }
        if !passedOver.contains(name) { passedOver.append(name) }
    }

    /// Sentences about settings that were accepted although they may not do what their author expects. They contain no
    /// value.
    package var notices: [String] {
        var sentences: [String] = []
        if isForeign { sentences.append("it is read as a URL that begins with postgres://") }
        if verifiesNothing { sentences.append("sslmode=no-verify is read as sslmode=require, libpq's word for it") }
        for keyword in repeated {
            sentences.append("\(keyword) is given more than once: the last one holds, as for libpq")
        }
        for kind in DriverParameter.allCases {
            let names = passedOver.filter { (DriverParameter($0) ?? .other) == kind }
            if names.isEmpty { continue }
            sentences.append("\(Self.list(names)) \(names.count == 1 ? "is" : "are") passed over: \(kind.advice)")
        }
        sentences += keywordNotices
        let variables = settings.compactMap(\.origin).filter { $0.hasPrefix("PG") }
        if !variables.isEmpty {
            sentences.append(
                "what it does not say is filled in from the environment, as libpq does: \(Self.list(variables))")
        }
        return sentences
    }

    /// One sentence for all keywords with the same notice.
    private var keywordNotices: [String] {
        let given = ConnectionKeyword.all.filter { keyword in
            // A keyword that may be refused is fine with the value that it has.
            if case .refused = keyword.use { return false }
            return self[keyword.name] != nil && keyword.notice != nil
        }
        var told: [String] = []
        for keyword in given where !told.contains(where: { $0 == keyword.notice }) {
            told += keyword.notice.map { [$0] } ?? []
        }
        return told.map { notice in "\(Self.list(given.filter { $0.notice == notice }.map(\.name))): \(notice)" }
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(12).map { printable($0) }.joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    }
}

extension ConnectionSettings: CustomReflectable {
    package var customMirror: Mirror { Mirror(self, children: [] as [Mirror.Child], displayStyle: .struct) }
}
