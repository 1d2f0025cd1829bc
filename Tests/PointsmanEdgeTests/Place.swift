import Glibc
import LinuxReactor

/// A folder of a test's own, with the agent's folders in it; a pooler under another account may pass through it.
@Reactor
final class Place {
    let folder: String
    var state: String { "\(folder)/state" }
    var runtime: String { "\(folder)/run" }

    init() throws {
        var template = Array("/tmp/pointsman-edge-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError(call: "mkdtemp", code: errno) }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        chmod(folder, 0o711)
    }

    func write(_ text: String, to name: String) throws {
        guard let file = fopen("\(folder)/\(name)", "w") else { throw SystemError(call: "fopen \(name)", code: errno) }
        fputs(text, file)
        fclose(file)
    }

    /// Writes a script that can be run.
    func program(_ name: String, _ text: String) throws {
        try write(text, to: name)
        chmod("\(folder)/\(name)", 0o755)
    }

    /// Starts `words` with everything that they write appended to the file `output`.
    func start(_ words: [String], environment: [String], output: String) throws -> ChildProcess {
        let log = open("\(folder)/\(output)", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        defer { close(log) }
        return try ChildProcess(
            .init(words[0], Array(words.dropFirst()), environment: environment, descriptors: [nil, log, log]))
    }

    func remove() async {
        _ = try? await ChildProcess(.init("/bin/rm", ["-rf", folder], environment: [])).ended()
    }
}

/// The text of a file, zero bytes and all; empty where it can't be read.
func contents(of path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = fread(&chunk, 1, chunk.count, file)
        if count == 0 { return String(decoding: bytes, as: UTF8.self) }
        bytes += chunk.prefix(count)
    }
}

/// Runs `body` with a folder and removes it afterwards, whatever happens.
@Reactor
func withPlace(_ body: @Reactor (Place) async throws -> Void) async throws {
    let place = try Place()
    do {
        try await body(place)
    } catch {
        await place.remove()
        throw error
    }
    await place.remove()
}

/// Runs `body` with an agent and ends it afterwards, whatever happens.
@Reactor
func withAgent(_ program: Program, _ body: @Reactor (Program) async throws -> Void) async throws {
    do {
        try await body(program)
    } catch {
        await program.end()
        throw error
    }
    await program.end()
}
