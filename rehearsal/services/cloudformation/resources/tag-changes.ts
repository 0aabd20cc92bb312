interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What has to be set and what has to go, to come from the previous tags to the next. */
export function tagChanges(next: readonly Tag[] | undefined, previous: readonly Tag[] | undefined) {
  const names = new Set(next?.map((tag) => tag.Key));
  const same = (tag: Tag) => previous?.some((one) => one.Key === tag.Key && one.Value === tag.Value) === true;
  return {
    set: (next ?? []).filter((tag) => !same(tag)),
    removed: (previous ?? []).map((tag) => tag.Key).filter((key) => !names.has(key)),
  };
}
