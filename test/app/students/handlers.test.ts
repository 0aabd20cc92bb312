import { describe, expect, test } from '@jest/globals';
import type { Student } from '../../../app/students/contract.ts';
import { addStudentDetails } from '../../../app/students/handlers/add-student-details.ts';
import { getStudentDetails } from '../../../app/students/handlers/get-student-details.ts';

const ASHA: Student = {
  Roll: '17',
  FirstName: 'Asha',
  LastName: 'Rao',
  Department: 'Physics',
  Year: '2',
  Mobile: '+91 98450 00000',
};

/** The two functions over one table in memory. */
function students() {
  const table = new Map<string, Student>();
  const add = (body: string | null, Roll: string | null = '17') =>
    addStudentDetails({ body, queryStringParameters: Roll === null ? null : { Roll } }, async (student) => {
      table.set(student.Roll, student);
    });
  const get = (Roll: string | null) =>
    getStudentDetails({ queryStringParameters: Roll === null ? null : { Roll } }, async (roll) => table.get(roll));
  return { table, add, get };
}

describe('students', () => {
  test('a student that is added is read back', async () => {
    const { add, get } = students();
    const added = await add(JSON.stringify(ASHA));
    expect(added.statusCode).toBe(200);
    expect(JSON.parse(added.body)).toEqual({ message: 'Student stored', Roll: '17' });
    const read = await get('17');
    expect(read.statusCode).toBe(200);
    expect(JSON.parse(read.body)).toEqual({ ...ASHA, ApiRevision: expect.any(String) });
  });

  test('a student that does not exist gives 404 with its Roll', async () => {
    const read = await students().get('99');
    expect(read.statusCode).toBe(404);
    expect(JSON.parse(read.body).message).toContain('"99"');
  });

  test.each<[string, string | null, string | null, RegExp]>([
    ['no Roll', JSON.stringify(ASHA), null, /\[Roll\]/],
    ['no body', null, '17', /not JSON/],
    ['half a body', '{"Roll":', '17', /not JSON/],
    ['a missing field', JSON.stringify({ ...ASHA, Mobile: undefined }), '17', /Mobile/],
    ['a field of a wrong type', JSON.stringify({ ...ASHA, Year: 2 }), '17', /Year/],
    ['an empty field', JSON.stringify({ ...ASHA, LastName: '' }), '17', /LastName/],
    ['an unknown field', JSON.stringify({ ...ASHA, Admin: true }), '17', /Invalid request body/],
    ['another Roll in the query', JSON.stringify(ASHA), '18', /"18".*"17"/],
  ])('%s gives 400, and nothing is written', async (_, body, roll, message) => {
    const { add, table } = students();
    const answer = await add(body, roll);
    expect(answer.statusCode).toBe(400);
    expect(JSON.parse(answer.body).message).toMatch(message);
    expect(table.size).toBe(0);
  });

  test('a read without Roll gives 400', async () => {
    expect((await students().get(null)).statusCode).toBe(400);
  });

  test('an error of the table is thrown on, so that Lambda counts it', async () => {
    const broken = addStudentDetails(
      { body: JSON.stringify(ASHA), queryStringParameters: { Roll: '17' } },
      async () => {
        throw new Error('throttled');
      },
    );
    await expect(broken).rejects.toThrow('throttled');
  });
});
