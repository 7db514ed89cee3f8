import Inference

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Picture {
    /// The picture as PNG, drawn from its SVG by vl-convert at 300 dots to the inch.
    ///
    /// The program `vl-convert` is taken from the path, or else the module that `pip install vl-convert-python`
    /// installs (which has no program of its own) through the `python3` of the path.
    ///
    /// - Throws: `CausalError.Code.converterMissing` when neither is there; `CausalError.Code.outputFailed` when
    ///   the conversion fails.
    public func png() throws(CausalError) -> [UInt8] {
        let folder = try PNGConverter.temporaryFolder()
        let (source, target) = (folder + "/picture.svg", folder + "/picture.png")
        defer {
            unlink(source)
            unlink(target)
            rmdir(folder)
        }
        try Picture.replace(source, with: Array(svg.utf8))
        try PNGConverter.convert(source, to: target)
        guard let bytes = PNGConverter.bytes(of: target), bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) else {
            throw CausalError(.outputFailed, "vl-convert wrote no PNG")
        }
        return bytes
    }
}

/// The program outside that draws SVG as PNG.
enum PNGConverter {
    private static let scale = "3.125"

    /// Lets the first converter that is there do the work.
    static func convert(_ source: String, to target: String) throws(CausalError) {
        let program = ["vl-convert", "svg2png", "--input", source, "--output", target, "--scale", scale]
        let script = """
            import sys
            try:
                import vl_convert
            except ImportError:
                sys.exit(127)
            with open(sys.argv[1], encoding='utf-8') as source:
                data = vl_convert.svg_to_png(source.read(), scale=float(sys.argv[3]))
            with open(sys.argv[2], 'wb') as target:
                target.write(data)
            """
        for command in [program, ["python3", "-c", script, source, target, scale]] {
            switch run(command) {
            case 0?: return
            case 127?, nil: continue
            case let status?:
                throw CausalError(
                    .outputFailed, "\(command[0]) could not draw the picture as PNG (exit status \(status))",
                    remedy: "Write .svg instead.")
            }
        }
        throw CausalError(
            .converterMissing, "PNG needs vl-convert, which is not on the path",
            remedy:
                "Install it with 'pip install vl-convert-python' (python3 on the path then finds it), or the "
                + "program vl-convert, or write .svg, .html or .vl.json, which need nothing.")
    }

    /// Runs a program to its end, silent; its exit status, or nil when it cannot be started.
    private static func run(_ command: [String]) -> Int32? {
        let arguments = command.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var process: pid_t = 0
        guard posix_spawnp(&process, command[0], &actions, nil, arguments + [nil], environ) == 0 else {
            return nil
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return nil } }
        // As WIFEXITED and WEXITSTATUS, which Swift does not see.
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    /// A folder that nobody else can read.
    static func temporaryFolder() throws(CausalError) -> String {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        guard let name = strdup(base + "/causal.XXXXXX") else {
            throw CausalError(.outputFailed, "no memory for a temporary folder")
        }
        defer { free(name) }
        guard mkdtemp(name) != nil else {
            throw CausalError(.unwritableOutput, "no temporary folder can be made", file: base)
        }
        return String(cString: name)
    }

    /// The bytes of a file; nil when it cannot be read.
    static func bytes(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var all: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            // `read` writes at most the block's size.
            let count = block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return all }
            if count < 0 {
                guard errno == EINTR else { return nil }
                continue
            }
            all += block[..<count]
        }
    }
}
