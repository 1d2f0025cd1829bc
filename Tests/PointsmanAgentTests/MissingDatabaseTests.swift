import PointsmanConfiguration
import PointsmanFormats
import Testing

@Suite("Configurations without a database, and password files")
struct MissingDatabaseTests {
    @Test("a configuration without a database is refused with that reason")
    func absent() {
        #expect(failure("[pointsman]\nlog_format = json\n").contains("no database is named"))
    }

    @Test(
        "an unreadable line that may name the database is the only error reported",
        arguments: [
            ("[pointsman]\ndatabse_url = postgres://app:x@h/app\n", "did you mean database_url?"),
            ("[pointsman]\n%include /nowhere\n", "the included file /nowhere does not exist"),
            ("[pointsman]\ndatabase_url = mysql://app:x@h/app\n", "it must begin with postgres://"),
        ])
    func unread(text: String, told: String) {
        let words = failure(text)
        #expect(words.contains(told), "\(words)")
        #expect(!words.contains("no database is named"), "\(words)")
        #expect(words.split(separator: "\n").count == 1, "\(words)")
    }

    @Test("a password file with more than one line gives its first line and a notice")
    func lines() throws {
        let text = "[pointsman]\ndatabase_url = postgres://app@h/app\npassword_file = /p\n"
        let long = try load(text, disk: ["/p": "first\nsecond\n"])
        #expect(long.database.password?.reveal() == "first")
        #expect(long.notices.contains { "\($0)".contains("the password is the first line of /p alone") })
        let short = try load(text, disk: ["/p": "first\r\n\n"])
        #expect(short.notices.isEmpty)
    }
}
