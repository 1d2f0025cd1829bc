import PointsmanAgent
import PointsmanFormats
import Testing

@Suite("The README")
struct ReadmeTests {
    /// README.md of the repository that this file is compiled in.
    private static let readme = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/README.md"

    @Test("the README has the table of keys as the code has it")
    func tableOfKeys() throws {
        guard case .bytes(let bytes, _) = Disk.load(Self.readme) else {
            Issue.record("\(Self.readme) can't be read")
            return
        }
        let table = ConfigurationKey.markdownTable
        // What went wrong is the text to put there, so it is printed whole.
        #expect(
            String(decoding: bytes, as: UTF8.self).contains("\n\n\(table)\n"),
            "the section Configuration must hold exactly this table:\n\n\(table)")
    }
}
