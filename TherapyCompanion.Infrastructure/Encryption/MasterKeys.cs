using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using TherapyCompanion.Infrastructure.Persistence;

namespace TherapyCompanion.Infrastructure.Encryption;

/// <summary>
/// The master keys, in a file outside the database: one line a key, "id base64", the last one current. Whoever has the
/// database without this file has nothing; whoever loses the file has nothing either.
/// </summary>
public sealed class MasterKeys
{
    public const string FileName = "master.keys";
    private readonly Lock _lock = new();
    private readonly List<(Guid Id, byte[] Key)> _keys = [];

    public MasterKeys(IOptions<KeysOptions> options)
    {
        Directory.CreateDirectory(options.Value.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Path = System.IO.Path.Combine(options.Value.Folder, FileName);
        if (!File.Exists(Path)) WasMade = MakeFile(Path);
        Read();
    }

    public string Path { get; }

    /// <summary>Whether the file was made just now: then a person must be told to keep a copy apart.</summary>
    public bool WasMade { get; }

    /// <summary>What a person must be told when the file was made.</summary>
    public string Notice =>
        $"A master key was made: {Path}\n"
        + "Keep a copy of this file apart from the database and its backups. Without it nothing clinical can ever be read again,\n"
        + "by anybody; whoever has it together with the database can read everything.";

    /// <summary>The id of the key that wraps from now on.</summary>
    public Guid Current
    {
        get
        {
            lock (_lock) return _keys[^1].Id;
        }
    }

    /// <summary>
    /// A key by its id; null when the file does not have it. A key that another process added since is found too: the file is
    /// read again before the answer is no.
    /// </summary>
    public byte[]? Find(Guid id)
    {
        lock (_lock)
        {
            if (_keys.All(k => k.Id != id)) Read();
            return _keys.FirstOrDefault(k => k.Id == id).Key;
        }
    }

    /// <summary>A key for one purpose, derived (HKDF-SHA256, RFC 5869) from the first master key, so that it outlives rotation.</summary>
    public byte[] Derive(string purpose, int bytes = 32)
    {
        lock (_lock) return HKDF.DeriveKey(HashAlgorithmName.SHA256, _keys[0].Key, bytes, info: Encoding.UTF8.GetBytes("tc/" + purpose));
    }

    /// <summary>Adds a key and makes it current; the old ones stay until nothing is wrapped by them.</summary>
    /// <exception cref="IOException">Another process is adding one at this moment.</exception>
    public void Add()
    {
        lock (_lock)
        {
            using var alone = new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            using (var file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            {
                var text = new StreamReader(file, Encoding.ASCII).ReadToEnd();
                var whole = text.LastIndexOf('\n') + 1;
                // A whole key that only lacks its line end stays; a torn one wraps nothing, and would swallow the new line.
                var ended = whole == text.Length || Parse(text[whole..]) is null;
                file.SetLength(ended ? whole : text.Length);
                file.Seek(0, SeekOrigin.End);
                file.Write(Encoding.ASCII.GetBytes((ended ? "" : "\n") + Line(Guid.NewGuid(), RandomNumberGenerator.GetBytes(32))));
                file.Flush(flushToDisk: true);
            }

            Read();
        }
    }

    // Read whole before anything is replaced: a file that is spoilt under a running server leaves it the keys it has.
    private void Read()
    {
        var read = new List<(Guid Id, byte[] Key)>();
        var text = File.ReadAllText(Path);
        var whole = text.LastIndexOf('\n') + 1;
        foreach (var line in text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            read.Add(Parse(line) ?? throw new SetupException($"Keys:Folder: {Path} holds a line that is no key."));
        // A torn last line is one that another process is just adding, or died adding: nothing is wrapped by it yet.
        if (Parse(text[whole..]) is { } last) read.Add(last);

        if (read.Count == 0) throw new SetupException($"Keys:Folder: {Path} holds no key.");
        _keys.Clear();
        _keys.AddRange(read);
    }

    private static (Guid Id, byte[] Key)? Parse(string line)
    {
        var parts = line.Trim().Split(' ');
        var key = new byte[48];
        return parts.Length == 2 && Guid.TryParse(parts[0], out var id) && Convert.TryFromBase64String(parts[1], key, out var n) && n == 32
            ? (id, key[..32])
            : null;
    }

    // CreateNew: of two processes that start at once, one makes the file and the other reads it.
    private static bool MakeFile(string path)
    {
        var draft = path + "." + Guid.NewGuid().ToString("N");
        using (var file = new FileStream(draft, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(Encoding.ASCII.GetBytes(Line(Guid.NewGuid(), RandomNumberGenerator.GetBytes(32))));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
            return false;
        }
    }

    private static string Line(Guid id, byte[] key) => $"{id:D} {Convert.ToBase64String(key)}\n";
}
