import Glibc
package import LinuxReactor

/// A real nginx of a test's own, one process, in a folder of its own.
@Reactor
package final class TestProxy {
    private let folder: String
    private let process: ChildProcess

    /// - Parameter http: what stands in `http { }`.
    init(http: String) throws {
        var template = Array("/tmp/pointsman-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", code: errno) }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let folder = folder
        let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(folder)/\($0);" }
        let text = """
            daemon off; master_process off; pid \(folder)/pid; error_log \(folder)/log;
            events { }
            http { access_log off; \(paths.joined(separator: " "))
            \(http)
            }
            """
        guard let file = fopen("\(folder)/nginx.conf", "w") else { throw SystemError(call: "fopen", code: errno) }
        fputs(text, file)
        fclose(file)
        process = try ChildProcess(
            .init(
                "/usr/sbin/nginx", ["-e", "\(folder)/log", "-c", "\(folder)/nginx.conf"], environment: [],
                descriptors: [nil, nil, nil]))
    }

    func remove() async {
        process.signal(SIGKILL)
        _ = await process.ended(until: .now + .seconds(60))
        _ = try? await ChildProcess(.init("/bin/rm", ["-rf", folder], environment: [])).ended()
    }
}

/// Runs `body` beside an nginx and removes that afterwards, whatever happens.
@Reactor
package func withProxy(http: String, _ body: @Reactor () async throws -> Void) async throws {
    let proxy = try TestProxy(http: http)
    do {
        try await body()
    } catch {
        await proxy.remove()
        throw error
    }
    await proxy.remove()
}
