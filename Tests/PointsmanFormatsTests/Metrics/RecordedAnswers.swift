import Glibc
import PointsmanFormats

/// What real PgBouncers have answered, from Tests/Shown: five clients at work, two that wait, one of them with an
/// application_name of the nastier kind.
enum RecordedAnswers {
    static let versions = ["1.18.0", "1.21.0", "1.23.0", "1.25.2"]

    static func of(_ version: String) -> PoolerAnswers {
        var answers = PoolerAnswers()
        answers.took = .milliseconds(2)
        var blocks: [[Substring]] = []
        for line in text("Tests/Shown/\(version).tsv").split(separator: "\n") {
            if line.hasPrefix("== ") {
                blocks.append([line.dropFirst(3)])
            } else if !blocks.isEmpty {
                blocks[blocks.count - 1].append(line)
            }
        }
        for block in blocks {
            guard let command = ShowCommand(rawValue: String(block[0])) else { continue }
            let table = block.dropFirst().map { line in
                line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            }
            answers[command] = ConsoleRows(
                columns: table[0], rows: table.dropFirst().map { row in row.map { $0 == "\\N" ? nil : $0 } })
        }
        return answers
    }

    /// The text of a file of this repository; empty where it can't be read.
    static func text(_ path: String) -> String {
        let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
        guard let file = fopen("\(root)/\(path)", "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
