import Glibc
import PointsmanAgent
import PointsmanConfiguration
import PointsmanFormats
import Testing

/// The cases of Tests/Configurations/corpus.txt, which says how it is written.
enum Corpus {
    struct Case: Sendable, CustomTestStringConvertible {
        enum Expected: Sendable, Equatable {
            case taken
            /// By us and by libpq.
            case refused(String)
            /// By us alone.
            case stricter(String)
        }

        var title: String
        var environment: [String: String] = [:]
        var keys: [String] = []
        var files: [String: LoadedFile] = [:]
        var expected = Expected.taken
        /// What libpq is asked; nil for the database's URL as it is.
        var connectionString: String?
        var notices: [String] = []
        var members: String?

        var testDescription: String { title }

        /// The configuration, or what was told.
        func load() -> Result<Configuration, ConfigurationFailure> {
            let ini = keys.isEmpty ? nil : "[pointsman]\n\(keys.joined(separator: "\n"))\n"
            return Result { () throws(ConfigurationFailure) in
                try ConfigurationLoader.load(file: ini.map { _ in "main" }, environment: environment) { [files] name in
                    if name == "main", let ini { return .bytes(Array(ini.utf8), mode: 0o600) }
                    return files[name] ?? .absent
                }
            }
        }
    }

    /// Stands where SECRET does.
    static let secret = "hush-hush-88"

    static let path =
        #filePath.split(separator: "/").dropLast(2).map { "/\($0)" }.joined() + "/Configurations/corpus.txt"

    static let cases: [Case] = {
        guard case .bytes(let bytes, _) = Disk.load(path) else { return [] }
        return read(String(decoding: bytes, as: UTF8.self))
    }()

    private static func read(_ text: String) -> [Case] {
        var cases: [Case] = []
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix("== ") {
                cases.append(Case(title: String(line.dropFirst(3))))
            } else {
                take(line, into: &cases[cases.count - 1])
            }
        }
        return cases
    }

    private static func take(_ line: Substring, into current: inout Case) {
        let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = unescaped(parts.count > 1 ? parts[1] : "")
        switch parts[0] {
        case "takes": current.expected = .taken
        case "refuses": current.expected = .refused(rest)
        case "stricter": current.expected = .stricter(rest)
        case "libpq": current.connectionString = rest
        case "notice": current.notices.append(rest)
        case "members": current.members = rest
        case "ini": current.keys.append(rest)
        case "file":
            let words = rest.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            current.files[String(words[0])] = .bytes(Array(words[2].utf8), mode: access(words[1]))
        default:
            let halves = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            current.environment[String(halves[0])] = unescaped(halves[1])
        }
    }

    private static func access(_ word: Substring) -> FileAccess {
        FileAccess(
            bits: UInt32(word.prefix(4), radix: 8) ?? 0, isRoots: word.dropFirst(4).contains("r"),
            isMounted: word.dropFirst(4).contains("m"), isReplaceable: word.dropFirst(4).contains("p"))
    }

    private static func unescaped(_ text: Substring) -> String {
        let marks = [
            ("\\\\", "\u{1}"), ("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t"), ("\\u{FEFF}", "\u{FEFF}"), ("\u{1}", "\\"),
            ("[SERVICE]", "\u{2}"), ("SECRET", secret), ("\u{2}", "[SERVICE]"),
        ]
        return marks.reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
    }
}
