import Glibc
import LinuxReactor
import Testing

@Suite("Opening a file")
struct OpeningTests {
    typealias Opening = @Sendable (String) throws -> Void

    private static let reading: Opening = { _ = try Descriptor.reading($0, links: .refused) }
    private static let following: Opening = { _ = try Descriptor.reading($0, links: .followed) }
    private static let creating: Opening = { _ = try Descriptor.creating($0, mode: 0o600) }
    private static let overwriting: Opening = { _ = try Descriptor.overwriting($0) }
    private static let locking: Opening = { _ = try Descriptor.locking($0, mode: 0o600) }

    @Test(
        "opening a named pipe fails without blocking", .timeLimit(.minutes(1)),
        arguments: [reading, following, overwriting, locking])
    func pipe(open: Opening) throws {
        try withPlace { folder in
            #expect(mkfifo("\(folder)/file", 0o666) == 0)
            #expect(throws: SystemError.self) { try open("\(folder)/file") }
        }
    }

    @Test(
        "opening a symbolic link fails unless following links was asked for",
        arguments: [reading, overwriting, locking])
    func link(open: Opening) throws {
        try withPlace { folder in
            close(Glibc.open("\(folder)/victim", O_CREAT | O_WRONLY, 0o600))
            #expect(symlink("\(folder)/victim", "\(folder)/file") == 0)
            #expect(throws: SystemError(call: "open \(folder)/file, which is a symbolic link", code: ELOOP)) {
                try open("\(folder)/file")
            }
            try Self.following("\(folder)/file")
        }
    }

    @Test(
        "creating a file replaces a pipe, link, hard link or file of that name and leaves a link's target untouched",
        arguments: ["pipe", "link", "hard link", "file"])
    func made(kind: String) throws {
        try withPlace { folder in
            let (file, victim) = ("\(folder)/file", "\(folder)/victim")
            let descriptor = Glibc.open(victim, O_CREAT | O_WRONLY, 0o600)
            #expect(write(descriptor, "kept", 4) == 4)
            close(descriptor)
            let status =
                switch kind {
                case "pipe": mkfifo(file, 0o666)
                case "link": symlink(victim, file)
                case "hard link": Glibc.link(victim, file)
                default: close(Glibc.open(file, O_CREAT | O_WRONLY, 0o666))
                }
            #expect(status == 0)
            try Self.creating(file)
            var found = stat()
            #expect(lstat(file, &found) == 0 && found.st_mode == S_IFREG | 0o600 && found.st_nlink == 1)
            #expect(stat(victim, &found) == 0 && found.st_size == 4)
        }
    }

    @Test("overwriting a file fails if the file has a second hard link")
    func hardLink() throws {
        try withPlace { folder in
            try Self.creating("\(folder)/victim")
            try Self.overwriting("\(folder)/victim")
            #expect(Glibc.link("\(folder)/victim", "\(folder)/file") == 0)
            #expect(throws: SystemError.self) { try Self.overwriting("\(folder)/file") }
        }
    }

    private func withPlace(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/pointsman-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            for name in ["file", "victim"] { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        try body(folder)
    }
}
