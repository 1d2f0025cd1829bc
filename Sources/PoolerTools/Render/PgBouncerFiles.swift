import Glibc
import PointsmanConfiguration
import PointsmanFormats

/// The files of a PgBouncer that the operator runs (`pooler = attached`): the ini file that a managed one would get,
/// its list of users, and the console's password for the agent.
struct PgBouncerFiles {
    private let configuration: Configuration
    private let folder: String?

    init(_ configuration: Configuration, folder: String?) {
        self.configuration = configuration
        self.folder = folder
    }

    func files() throws(RenderError) -> [RenderedFile] {
        var ini = configuration.pgBouncerIni
        if let folder { ini.folder = folder }
        // One file is one process.
        ini.group = nil
        let console = Secret(Self.password())
        let users = configuration.userlist(console: console)
        let listen = configuration.poolerListen
        do {
            return [
                RenderedFile("pgbouncer.ini", try ini.text()),
                RenderedFile("userlist.txt", try users.text(for: configuration.poolerRelease), isSecret: true),
                // The format of libpq (PostgreSQL manual, 34.16), for ?passfile= in pooler_console.
                RenderedFile(
                    "console.pass", "*:\(listen.port):pgbouncer:\(PgBouncerIni.consoleUser):\(console.reveal())\n",
                    isSecret: true),
            ]
        } catch {
            throw RenderError("\(error)")
        }
    }

    private static func password() -> String {
        (0..<24).map { _ in UInt8.random(in: .min ... .max) }
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
