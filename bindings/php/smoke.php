<?php
// Calls the C interface of oneid from PHP, and compares what comes of it with what should.
// The header is the manual: it says of each function what it does and how it fails.

declare(strict_types=1);

const HEADER = __DIR__ . '/../../crates/capi/include/oneid.h';

const POLICY = <<<'TOML'
    base = "connected"

    [namespace."acme.member"]
    class = "account"

    [namespace.phone]
    region = "CN"
    retain = true
    TOML;
const OPERATIONS = <<<'JSON'
    {"ids":["wechat.unionid@brand:oUn1","acme.member:会员0001"],"at":"2021-10-22T07:07:35Z","source":"门店/西湖","strength":"verified","traits":{"nickname":"小满","city":"杭州"}}
    {"ids":["phone:+8613800138000"],"source":"crm"}
    {"ids":["acme.member:会员0001","phone:138-0013-8000"],"source":"crm"}
    {"ids":["acme.member:会员0002"],"traits":{"nickname":"谷雨"}}
    JSON;
const UNIONID = 'wechat.unionid@brand:oUn1';
const MEMBER = 'acme.member:会员0001';
const PHONE = 'phone:+8613800138000';
const OTHER = 'acme.member:会员0002';
const UNKNOWN = 'acme.member:会员0003';

// What a binding needs.

final class OneidError extends Exception
{
    public function __construct(public readonly int $status, string $message, public readonly ?string $reason)
    {
        parent::__construct($message);
    }
}

/** Every function and structure of the header, by the name that it has there; its numbers become constants. */
function declareAll(string $header, string $library): FFI
{
    preg_match_all('/^#define (ONEID_\w+) (-?\d+)$/m', $header, $numbers, PREG_SET_ORDER);
    foreach ($numbers as [, $name, $number]) {
        define($name, (int) $number);
    }
    $skipped = ['/^#if defined\(ONEID_TEST_PANICS\).*?^#endif/ms', '/^#ifdef __cplusplus.*?^#endif/ms', '/^#.*$/m'];
    return FFI::cdef(preg_replace($skipped, '', $header), $library);
}

function oneid(): FFI
{
    static $oneid = null;
    return $oneid ??= declareAll(file_get_contents(HEADER), getenv('ONEID_LIBRARY') ?: 'liboneid.so.1');
}

/** Calls a function that can fail, with all its arguments but the error; false if it has no more of what was asked for. */
function call(string $name, mixed ...$values): bool
{
    $error = oneid()->new('oneid_error *');
    $status = oneid()->$name(...[...$values, FFI::addr($error)]);
    if ($status === ONEID_OK || $status === ONEID_END) {
        return $status === ONEID_OK;
    }
    try {
        throw new OneidError($status, oneid()->oneid_error_message($error), oneid()->oneid_error_reason($error));
    } finally {
        oneid()->oneid_error_free($error);
    }
}

/** Makes a handle, has it used, and frees it, whatever happens; null if there is none to be made. */
function using(string $kind, Closure $make, Closure $use): mixed
{
    $handle = oneid()->new("oneid_$kind *");
    if (!$make(FFI::addr($handle))) {
        return null;
    }
    try {
        return $use($handle);
    } finally {
        oneid()->{"oneid_{$kind}_free"}($handle);
    }
}

/** The two arguments of a text. */
function text(string $value): array
{
    return [$value, strlen($value)];
}

/** The three arguments of several texts, and their bytes, which must outlive the call. */
function texts(array $values): array
{
    [$count, $all] = [count($values), implode('', $values)];
    $bytes = oneid()->new('char[' . max(1, strlen($all)) . ']');
    FFI::memcpy($bytes, $all, strlen($all));
    $starts = oneid()->new("const char *[$count]");
    $sizes = oneid()->new("size_t[$count]");
    $next = oneid()->cast('char *', $bytes);
    foreach ($values as $place => $value) {
        [$starts[$place], $sizes[$place]] = [$next, strlen($value)];
        $next += strlen($value);
    }
    return [[$starts, $sizes, $count], $bytes];
}

/** Bytes as an argument, or room for them. */
function bytes(int $count, string $bytes = ''): FFI\CData
{
    $room = oneid()->new("uint8_t[$count]");
    FFI::memcpy($room, $bytes, strlen($bytes));
    return $room;
}

/** The JSON Lines that a call makes. */
function lines(Closure $make): array
{
    $lines = using('text', $make, fn ($made) => oneid()->oneid_text_data($made));
    return array_map(json(...), array_filter(explode("\n", $lines)));
}

function json(string $value): mixed
{
    return json_decode($value, true, flags: JSON_THROW_ON_ERROR);
}

function uuid(string $bytes): string
{
    return preg_replace('/^(.{8})(.{4})(.{4})(.{4})/', '$1-$2-$3-$4-', bin2hex($bytes));
}

function withOptions(string $toml, Closure $use): mixed
{
    $key = bytes(16, implode(array_map(chr(...), range(0, 15))));
    $read = fn ($out) => call('oneid_policy_from_toml', ...[...text($toml), $out]);
    return using('policy', $read, fn ($policy) =>
        using('options', fn ($out) => call('oneid_options_new', $key, $out), function ($options) use ($policy, $use) {
            call('oneid_options_policy', $options, $policy);
            return $use($options);
        }));
}

function withReader(FFI\CData $graph, Closure $use): mixed
{
    return using('reader', fn ($out) => call('oneid_graph_reader', $graph, $out), $use);
}

/** A graph in memory, and a reader of it. */
function withGraph(string $toml, Closure $use): mixed
{
    return withOptions($toml, fn ($options) =>
        using('graph', fn ($out) => call('oneid_graph_new', $options, $out), fn ($graph) =>
            withReader($graph, fn ($reader) => $use($graph, $reader))));
}

function apply(FFI\CData $graph, string $operations): FFI\CData
{
    $outcome = oneid()->new('oneid_outcome');
    call('oneid_graph_apply', $graph, ...[...text($operations), FFI::addr($outcome)]);
    return $outcome;
}

/** The profile of an identifier, as a UUID; null if it is not known. */
function lookUp(FFI\CData $reader, string $id): ?string
{
    [$profile, $found] = [bytes(16), bytes(1)];
    call('oneid_reader_lookup', $reader, ...[...text($id), $profile, $found]);
    return $found[0] ? uuid(FFI::string($profile, 16)) : null;
}

/** The same of many. */
function lookUpAll(FFI\CData $reader, array $ids): array
{
    [$profiles, $found] = [bytes(16 * count($ids)), bytes(count($ids))];
    [$arguments, $kept] = texts($ids);
    call('oneid_reader_lookup_batch', $reader, ...[...$arguments, $profiles, $found]);
    $uuids = array_map(uuid(...), str_split(FFI::string($profiles, 16 * count($ids)), 16));
    return array_map(fn ($place) => $found[$place] ? $uuids[$place] : null, array_keys($ids));
}

/** A profile, member by member: `oneid_profile_to_json` has it at once. */
function readProfile(FFI\CData $graph, string $id): ?array
{
    $make = fn ($out) => call('oneid_graph_profile_of', $graph, ...[...text($id), $out]);
    return using('profile', $make, function ($profile) {
        $is = ['id' => oneid()->oneid_profile_uuid($profile), 'ids' => [], 'traits' => []];
        for ($number = 0; $number < oneid()->oneid_profile_identifier_count($profile); $number++) {
            $is['ids'][] = oneid()->oneid_profile_identifier($profile, $number);
        }
        for ($number = 0; $number < oneid()->oneid_profile_trait_count($profile); $number++) {
            $name = oneid()->oneid_profile_trait_name($profile, $number);
            $is['traits'][$name] = json(oneid()->oneid_profile_trait_value($profile, $number));
        }
        return $is;
    });
}

function explain(FFI\CData $graph, string $a, string $b): array
{
    return lines(fn ($out) => call('oneid_graph_explain', $graph, ...[...text($a), ...text($b), $out]))[0];
}

/** Changes from a sequence number on, and the number to go on from. */
function changesSince(FFI\CData $graph, int $since): array
{
    $next = oneid()->new('uint64_t');
    $changes = lines(fn ($out) => call('oneid_graph_changes_since', $graph, $since, 100, $out, FFI::addr($next)));
    return [$changes, $next->cdata];
}

// What is tested.

function same(mixed $is, mixed $should, string $what): void
{
    if ($is !== $should) {
        $print = fn ($value) => json_encode($value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
        throw new Exception("$what: {$print($is)}, and not {$print($should)}");
    }
}

function inMemory(): void
{
    withGraph(POLICY, function ($graph, $reader) {
        $outcome = apply($graph, OPERATIONS);
        same([$outcome->records_added, $outcome->identifiers_added], [4, 4], 'what was added');
        lookups($reader);
        profiles($graph, $reader);
        explanations($graph);
        changes($graph, $reader, $outcome);
        errors($reader);
    });
}

function lookups(FFI\CData $reader): void
{
    $profile = lookUp($reader, MEMBER);
    same(lookUp($reader, UNKNOWN), null, 'the profile of an unknown identifier');
    same(lookUp($reader, OTHER) === $profile, false, 'whether two customers are one');
    $ids = [UNIONID, UNKNOWN, 'phone:１３８００１３８０００'];
    same(lookUpAll($reader, $ids), [$profile, null, $profile], 'profiles of a batch');
}

function profiles(FFI\CData $graph, FFI\CData $reader): void
{
    $traits = ['city' => '杭州', 'nickname' => '小满'];
    $profile = ['id' => lookUp($reader, MEMBER), 'ids' => [MEMBER, PHONE, UNIONID], 'traits' => $traits];
    same(readProfile($graph, PHONE), $profile, 'a profile');
    same(readProfile($graph, UNKNOWN), null, 'a profile of an unknown identifier');
}

function explanations(FFI\CData $graph): void
{
    $joined = explain($graph, UNIONID, PHONE);
    $verdict = [$joined['verdict'], ...array_column($joined['chain'], 'to')];
    same($verdict, ['joined', MEMBER, PHONE], 'why two are one customer');
    same(explain($graph, MEMBER, OTHER)['verdict'], 'never_seen_together', 'why two are not');
}

function changes(FFI\CData $graph, FFI\CData $reader, FFI\CData $outcome): void
{
    [$changes, $next] = changesSince($graph, $outcome->first_change);
    same($next, $outcome->next_change, 'the number of the next change');
    same(array_column($changes, 'kind'), ['created', 'created'], 'changes');
    apply($graph, json_encode(['op' => 'confirm', 'ids' => [MEMBER, OTHER], 'source' => '客服']));
    $merged = array_column(changesSince($graph, $next)[0], 'into', 'kind');
    same($merged, ['merged' => lookUp($reader, MEMBER)], 'changes by a confirmation');
}

function errors(FFI\CData $reader): void
{
    $masked = 'phone:138****8000';
    foreach ([fn () => lookUp($reader, $masked), fn () => lookUpAll($reader, [MEMBER, $masked])] as $fails) {
        $error = errorOf($fails);
        $is = [$error->status, oneid()->oneid_status_name($error->status), $error->reason];
        same($is, [ONEID_IDENTIFIER_VALUE, 'identifier_value', 'masked'], 'an error');
        $message = $error->getMessage();
        same([str_contains($message, 'phone'), str_contains($message, '138')], [true, false], "what is in \"$message\"");
    }
}

function errorOf(Closure $fails): OneidError
{
    try {
        $fails();
    } catch (OneidError $error) {
        return $error;
    }
    throw new Exception('what must fail did not');
}

function durable(): void
{
    $dir = sys_get_temp_dir() . '/oneid-smoke-' . bin2hex(random_bytes(8));
    mkdir($dir);
    try {
        withOptions(POLICY, function ($options) use ($dir) {
            $make = fn ($out) => call('oneid_graph_open', ...[...text($dir), $options, $out]);
            $before = using('graph', $make, function ($graph) {
                apply($graph, OPERATIONS);
                $profile = readProfile($graph, MEMBER);
                call('oneid_graph_close', $graph);
                return $profile;
            });
            call('oneid_options_create', $options, false);
            $after = using('graph', $make, fn ($graph) => readProfile($graph, MEMBER));
            same($after, $before, 'a profile after opening again');
        });
    } finally {
        array_map(unlink(...), glob("$dir/*"));
        rmdir($dir);
    }
}

/** Applies the example fans and looks every identifier up; says how many. */
function fans(): string
{
    $dir = getenv('ONEID_EXPECTED') ?: throw new Exception('ONEID_EXPECTED names no directory');
    $operations = file("$dir/operations.jsonl", FILE_IGNORE_NEW_LINES);
    $expected = array_map(json(...), file("$dir/lookups.jsonl", FILE_IGNORE_NEW_LINES));
    withGraph(file_get_contents("$dir/policy.toml"), function ($graph, $reader) use ($operations, $expected) {
        foreach (array_chunk($operations, 100) as $batch) {
            apply($graph, implode("\n", $batch));
        }
        $stats = lines(fn ($out) => call('oneid_graph_stats', $graph, $out))[0];
        same($stats['profiles'], count(array_unique(array_column($expected, 'profile'))), 'profiles of the fans');
        foreach (array_chunk($expected, 1000) as $batch) {
            $found = lookUpAll($reader, array_column($batch, 'id'));
            foreach ($batch as $place => ['id' => $id, 'profile' => $profile]) {
                same($found[$place], $profile, $id);
            }
        }
    });
    return count($operations) . ' operations and ' . count($expected) . ' lookups of the fans';
}

try {
    same(oneid()->oneid_abi_version(), ONEID_ABI_VERSION, 'the version of the binary interface');
    inMemory();
    durable();
    [$version, $fans] = [oneid()->oneid_version(), fans()];
    echo "oneid $version from PHP: a graph in memory, a durable one, $fans: as expected\n";
} catch (Throwable $error) {
    fwrite(STDERR, "$error\n");
    exit(1);
}
