import PointsmanAgent
import PointsmanConfiguration
import PointsmanFormats
import Testing

@Suite("The Configuration article")
struct ConfigurationArticleTests {
    /// The article in the repository that this file is compiled in.
    private static let article =
        #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
        + "/Sources/pointsman/Documentation.docc/Configuration.md"

    @Test("the Configuration article has exactly the key table that the code generates")
    func tableOfKeys() throws {
        guard case .bytes(let bytes, _) = Disk.load(Self.article) else {
            Issue.record("\(Self.article) can't be read")
            return
        }
        let table = ConfigurationKey.markdownTable
        // What went wrong is the text to put there, so it is printed whole.
        #expect(
            String(decoding: bytes, as: UTF8.self).contains("\n\n\(table)\n"),
            "the section The keys must hold exactly this table:\n\n\(table)")
    }

    @Test("the key table and the help text have a complete row for each key")
    func table() {
        for key in ConfigurationKey.allCases {
            #expect(ConfigurationKey.markdownTable.contains("| `\(key.rawValue)` |"))
            #expect(ConfigurationKey.helpText.contains("  \(key.rawValue) "))
            #expect(key.row.help.hasSuffix("."))
        }
        #expect(ConfigurationKey.probeInterval.variable == "POINTSMAN_PROBE_INTERVAL")
        #expect(
            ConfigurationKey.markdownTable.split(separator: "\n").allSatisfy {
                $0.replacing("\\|", with: "").count { $0 == "|" } == 5
            })
    }
}
