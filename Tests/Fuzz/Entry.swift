#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

#if LIBFUZZER
    // Built with `--sanitize=fuzzer -Xswiftc -DLIBFUZZER -Xswiftc -parse-as-library`: libFuzzer has the main function and looks for inputs that
    // reach new code. FUZZ_TARGET names what is fuzzed.
    private let target = getenv("FUZZ_TARGET").flatMap { FuzzTarget(rawValue: String(cString: $0)) } ?? .csv

    /// One input, which libFuzzer has made.
    @_cdecl("LLVMFuzzerTestOneInput")
    public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
        // libFuzzer owns `count` bytes from `data` on while this runs.
        target.run(Array(UnsafeBufferPointer(start: data, count: count)))
        return 0
    }
#else
    /// `Fuzz TARGET FOLDER SECONDS [SEED]`: runs the files of a folder and mutations of them, seeded, without libFuzzer.
    @main
    struct Fuzz {
        static func main() {
            let arguments = CommandLine.arguments
            guard arguments.count >= 4, let target = FuzzTarget(rawValue: arguments[1]),
                let seconds = Double(arguments[3])
            else {
                print(
                    "usage: Fuzz \(FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")) FOLDER SECONDS [SEED]"
                )
                exit(64)
            }
            let seeds = files(arguments[2])
            guard !seeds.isEmpty else {
                print("no files in \(arguments[2])")
                exit(66)
            }
            for seed in seeds { target.run(seed) }
            var mutation = Mutation(seed: arguments.count > 4 ? UInt64(arguments[4]) ?? 1 : 1)
            let clock = ContinuousClock()
            let start = clock.now
            var runs = 0
            while clock.now - start < .seconds(seconds) {
                target.run(mutation.mutated(seeds))
                runs += 1
            }
            print("\(target.rawValue): \(seeds.count) files and \(runs) mutations")
        }

        private static func files(_ folder: String) -> [[UInt8]] {
            guard let entries = opendir(folder) else { return [] }
            defer { closedir(entries) }
            var names: [String] = []
            while let entry = readdir(entries) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if !name.hasPrefix(".") { names.append("\(folder)/\(name)") }
            }
            return names.sorted().map(bytes)
        }

        private static func bytes(_ path: String) -> [UInt8] {
            guard let file = fopen(path, "rb") else { return [] }
            defer { fclose(file) }
            var all: [UInt8] = []
            var block = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = fread(&block, 1, block.count, file)
                guard count > 0 else { return all }
                all += block[..<count]
            }
        }
    }
#endif
