/// A reader of PgBouncer's dialect of INI (pgbouncer.ini(5), and libusual's cfparser): sections, `key = value`, lines
/// that begin with `;` or `#`, `%include FILE`.
///
/// As in PgBouncer, a value goes on to the end of its line, whatever it contains; a key consists of letters, digits and
/// `_.-*`, or of any text in single quotes; a section that is opened in an included file stays open after the include.
/// Unlike PgBouncer, the reader goes on after an error, so that all errors are reported at once.
package struct IniReader {
    private let load: (_ file: String) -> LoadedFile
    private var document = IniDocument()
    private var section = ""

    /// PgBouncer's own limit.
    private static let deepestInclude = 10
    /// The most files: those that include each other twice would otherwise be read a thousand times.
    private static let mostFiles = 100
    private static let mostBytes = 4 << 20

    /// Reads `file` and the files that it includes.
    /// - Parameter load: loads a file's bytes; it resolves a relative name as the program that owns the file would.
    package static func read(_ file: String, load: @escaping (_ file: String) -> LoadedFile) -> IniDocument {
        var reader = IniReader(load: load)
        reader.readFile(file, depth: 0, includedAt: nil)
        return reader.document
    }

    private init(load: @escaping (String) -> LoadedFile) {
        self.load = load
    }

    private mutating func readFile(_ file: String, depth: Int, includedAt: IniOrigin?) {
        let origin = includedAt ?? IniOrigin(file: file, line: 0)
        guard depth <= Self.deepestInclude else {
            return complain(
                at: origin,
                "includes are nested deeper than \(Self.deepestInclude) files; does a file "
                    + "include itself?")
        }
        guard document.files.count < Self.mostFiles else {
            return complain(at: origin, "more than \(Self.mostFiles) files are included; does a file include itself?")
        }
        let subject = includedAt == nil ? "the file" : "the included file \(printable(file))"
        switch load(file) {
        case .bytes(let bytes, _):
            guard bytes.count <= Self.mostBytes else {
                return complain(
                    at: origin,
                    "\(subject) is larger than \(Self.mostBytes >> 20) MB; is it a "
                        + "configuration file?")
            }
            document.files.append(file)
            readLines(IniScanner(file: file, bytes: bytes), depth: depth)
        case .absent: document.issues.append(IniIssue(.absent, at: origin, "\(subject) does not exist"))
        case .denied:
            document.issues.append(
                IniIssue(.denied, at: origin, "\(subject) may not be read by the user that runs Pointsman"))
        case .failed(let words):
            document.issues.append(IniIssue(.unreadable, at: origin, "\(subject) can't be read: \(words)"))
        }
    }

    private mutating func readLines(_ scanner: consuming IniScanner, depth: Int) {
        while true {
            do throws(IniIssue) {
                guard let item = try scanner.next() else { return }
                switch item {
                case .section(let name, let origin):
                    section = name
                    document.sections.append(
                        .init(name: name, origin: origin, firstEntry: document.entries.count))
                case .include(let file, let origin): readFile(file, depth: depth + 1, includedAt: origin)
                case .entry(let key, let value, let origin):
                    document.entries.append(IniEntry(section: section, key: key, value: value, origin: origin))
                }
            } catch {
                document.issues.append(error)
                scanner.skipLine()
            }
        }
    }

    private mutating func complain(at origin: IniOrigin, _ sentence: String) {
        document.issues.append(IniIssue(at: origin, sentence))
    }
}
