package dev.oneid;

import java.util.List;

/**
 * Changes of profiles.
 *
 * @param lines each as JSON
 * @param next the sequence number to go on from
 */
public record Changes(List<String> lines, long next) {}
