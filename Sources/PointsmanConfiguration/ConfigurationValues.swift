import PointsmanFormats

/// The texts that were given for each key with their origins, and the errors that were found in them.
struct ConfigurationValues {
    private struct Given {
        var text: String
        var origin: ConfigurationOrigin
    }

    private var given: [ConfigurationKey: Given] = [:]
    private var failed: Set<ConfigurationKey> = []
    private(set) var errors: [ConfigurationError] = []
    private(set) var notices: [ConfigurationNotice] = []
    /// Whether a text with an error, which is reported, may name the database.
    var mayNameDatabase = false

    /// Stores a text; a later one replaces it.
    mutating func set(_ key: ConfigurationKey, to text: String, from origin: ConfigurationOrigin) {
        let value = PastedValue(text, isCommand: key == .hook, isFile: origin.isFile && key.row.form != .url)
        given[key] = Given(text: value.text, origin: origin)
        if value.wasQuoted { note(at: origin, "the quotes around the value of \(key.rawValue) are left out") }
    }

    /// The text of `key`; nil if it was not given.
    func text(of key: ConfigurationKey) -> String? { given[key]?.text }

    func isGiven(_ key: ConfigurationKey) -> Bool { given[key] != nil }

    func origin(of key: ConfigurationKey) -> ConfigurationOrigin { given[key]?.origin ?? .standard }

    /// Whether the keys' values have no error, so that they may be compared.
    func areSound(_ keys: ConfigurationKey...) -> Bool { failed.isDisjoint(with: keys) }

    /// The value of `key`, or its default; nil if there is neither, or if the text has an error, which is recorded. An
    /// empty text counts as none.
    mutating func read<Value>(
        _ key: ConfigurationKey, _ parse: (String) throws(Expectation) -> Value
    ) -> Value? {
        var text = given[key]?.text
        if text == nil, case .value(let standard) = key.row.standard { text = standard }
        guard let text, !text.isEmpty else { return nil }
        do throws(Expectation) {
            // The parser of URLs checks this itself: `keyword=value` pairs may span several lines.
            guard key.row.form == .url || !text.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
                throw Expectation("one line without control characters is expected")
            }
            return try parse(text)
        } catch {
            let shown = key.isSecret ? key.rawValue : "\(key.rawValue) = \(printable(text, most: 60))"
            complain(about: key, "\(shown): \(error.words)")
            return nil
        }
    }

    /// Records an error in the value of `key`.
    mutating func complain(about key: ConfigurationKey, code: ExitCode? = nil, _ sentence: String) {
        failed.insert(key)
        complain(at: origin(of: key), code: code, sentence)
    }

    mutating func complain(at origin: ConfigurationOrigin, code: ExitCode? = nil, _ sentence: String) {
        errors.append(ConfigurationError(code, at: origin, sentence))
    }

    mutating func complain(_ error: ConfigurationError) {
        errors.append(error)
    }

    /// Records a notice about a value that was accepted.
    mutating func note(at origin: ConfigurationOrigin, _ sentence: String) {
        notices.append(ConfigurationNotice(origin: origin, sentence: sentence))
    }

    mutating func note(about key: ConfigurationKey, _ sentence: String) {
        note(at: origin(of: key), sentence)
    }
}
