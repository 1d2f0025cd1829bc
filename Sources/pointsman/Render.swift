import ArgumentParser
import PointsmanConfiguration
import PoolerTools

struct Render: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the files for PgBouncer, systemd, Fly.io or Kubernetes from the configuration.",
        usage: """
            pointsman render <kind> [--config <config>] [--cluster <name>]
                   [--set <key=value> ...]
                   [--out <out>] [--force]
            """,
        discussion: """
            pgbouncer: pgbouncer.ini, userlist.txt and the console's password, for pooler = attached. systemd: the unit, its \
            user and a configuration. fly: fly.toml, Dockerfile and start. kubernetes: a deployment with a sidecar.

            Without --out what holds no secret is printed; files with secrets are written only, with mode 0600.
            """)

    @Argument(help: "pgbouncer, systemd, fly or kubernetes.")
    var kind: RenderKind

    @OptionGroup var source: ConfigurationSource

    @Option(help: "The folder to write to.", completion: .directory)
    var out: String?

    @Flag(help: "Replace files that are there.")
    var force = false

    func run() async throws {
        // The files are for an instance that the platform runs, and has folders for.
        var configuration = try source.loaded(as: .root)
        do throws(RenderError) {
            if kind == .pgbouncer {
                try await checkKeys(configuration)
                try await settle(&configuration)
            }
            guard let out else {
                for file in try kind.files(for: configuration, in: nil) { show(file) }
                return
            }
            let folder = try RenderFolder(out)
            let files = try kind.files(for: configuration, in: folder.path)
            try folder.write(files, replacing: force)
            for file in files { print("\(folder.path)/\(file.name)") }
        } catch {
            throw Exit.saying("render: \(error)", .cannotCreate)
        }
    }

    /// Checks the keys against the installed PgBouncer. If none is installed the files are for another machine.
    private func checkKeys(_ configuration: Configuration) async throws(RenderError) {
        guard let version = await PoolerProgram.installedVersion(),
            let complaint = configuration.keys(tooNewFor: version).first
        else { return }
        throw RenderError(complaint)
    }

    /// Takes the installed release; without any the files are for every one.
    private func settle(_ configuration: inout Configuration) async throws(RenderError) {
        let release = await PoolerProgram.installedVersion()
        let notice: ConfigurationNotice?
        do throws(StartError) {
            notice = try configuration.settle(on: release)
        } catch {
            throw RenderError("\(error)")
        }
        if let notice { throw RenderError("\(notice)") }
    }

    private func show(_ file: RenderedFile) {
        print("# ==> \(file.name) <==")
        print(file.isSecret ? "# holds a secret: only into a file, by --out FOLDER" : file.text)
    }
}

extension RenderKind: ExpressibleByArgument {}
